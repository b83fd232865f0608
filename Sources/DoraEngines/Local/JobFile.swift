import DoraModel
import DoraSystem

/// A job that is being started: who holds the lock of its file executes it.
struct JobFile {
  let job: Job
  /// The GPUs that the runner gave it, for one of its slots; nil: it runs in a terminal and takes no slot.
  let devices: [String]?

  static func read(_ path: String) throws -> JobFile {
    guard let json = try? JSONReader.read(try File.contents(path)), let job = Job(json: json) else {
      throw EngineFailure.malformed(path)
    }
    return JobFile(job: job, devices: json["devices"]?.texts?.map(\.string))
  }

  /// Only its owner may read it: the environment may hold secrets.
  func write(in folder: EngineFolder) throws(SystemFailure) {
    var members = job.json().members ?? []
    members.append(
      JSON.Member("devices", devices.map { .array($0.map { JSON($0) }) } ?? .null))
    try File.replace(
      folder.jobFile(job.number), with: PythonJSON.bytes(.object(members)), mode: 0o600)
  }
}
