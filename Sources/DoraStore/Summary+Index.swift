import DoraModel

extension Summary {
  func encode(to writer: inout ByteWriter, _ shared: inout SharedValues) {
    writer.bytes += digest.bytes
    writer.put(sig.description)
    writer.put(name)
    writer.put(shared.place(of: program))
    writer.put(UInt8(run == nil ? 0 : 1))
    run?.encode(to: &writer, &shared)
  }

  init?(from reader: inout ByteReader, _ shared: SharedValues) {
    let digest = reader.digest()
    guard let sig = Sig(reader.string()) else { return nil }
    let name = reader.string()
    guard let program = reader.program(shared) else { return nil }
    var run: Run?
    if reader.integer(UInt8.self) != 0 {
      run = Run(from: &reader, shared)
      if run == nil { return nil }
    }
    self.init(sig: sig, digest: digest, name: name, program: program, run: run)
  }
}

extension Brief {
  /// Reads the start of what a summary wrote.
  init?(from reader: inout ByteReader, _ shared: SharedValues) {
    reader.skip(20)
    let sig = reader.string()
    let name = reader.string()
    // The program's place.
    reader.skip(4)
    guard reader.integer(UInt8.self) != 0 else {
      self.init(sig: sig, name: name, job: nil, state: nil)
      return
    }
    // The run's id, its engine, and after the job the host.
    reader.skip(Int(reader.integer(UInt32.self)))
    reader.skip(4)
    let job = reader.string()
    reader.skip(4)
    guard let state = RunState(rawValue: reader.string(shared)) else { return nil }
    self.init(sig: sig, name: name, job: job, state: state)
  }
}

extension Run {
  /// Writes what a light run holds.
  fileprivate func encode(to writer: inout ByteWriter, _ shared: inout SharedValues) {
    writer.put(id)
    writer.put(shared.place(of: engine))
    writer.put(job)
    writer.put(shared.place(of: host))
    writer.put(shared.place(of: state.rawValue))
    writer.put(shared.place(of: commit))
    writer.put(UInt8(dirty.map { $0 ? 2 : 1 } ?? 0))
    writer.put(shared.place(of: snapshot))
    writer.put(shared.place(of: sourcesID?.hex))
    writer.put(shared.place(of: origin))
    writer.put(log)
    writer.put(submitted.bitPattern)
    for time in [started, ended, seen] { writer.put(time) { $0.put($1.bitPattern) } }
    for number in [exit, signal] { writer.put(number) { $0.put(Int64($1)) } }
    writer.put(shared.place(of: reason))
  }

  fileprivate init?(from reader: inout ByteReader, _ shared: SharedValues) {
    let id = reader.string()
    let engine = reader.string(shared)
    let job = reader.string()
    let host = reader.string(shared)
    guard let state = RunState(rawValue: reader.string(shared)) else { return nil }
    let commit = reader.optionalString(shared)
    let dirty: Bool? = [nil, false, true][min(2, Int(reader.integer(UInt8.self)))]
    let snapshot = reader.optionalString(shared)
    let sources = reader.optionalString(shared)
    let origin = reader.optionalString(shared)
    let log = reader.string()
    let submitted = Double(bitPattern: reader.integer())
    let started = reader.optional { Double(bitPattern: $0.integer()) }
    let ended = reader.optional { Double(bitPattern: $0.integer()) }
    let seen = reader.optional { Double(bitPattern: $0.integer()) }
    let exit = reader.optional { Int($0.integer(Int64.self)) }
    let signal = reader.optional { Int($0.integer(Int64.self)) }
    let reason = reader.optionalString(shared)
    self.init(
      id: id, engine: engine, job: job, host: host, state: state, commit: commit, dirty: dirty,
      snapshot: snapshot, sourcesID: sources.flatMap { Digest(hex: $0) }, origin: origin, log: log,
      submitted: submitted, started: started, ended: ended,
      exit: exit, signal: signal, reason: reason, seen: seen)
  }
}
