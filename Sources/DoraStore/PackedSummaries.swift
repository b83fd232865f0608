import DoraModel

/// The file of an overview, whose summaries are read when they're asked for.
final class PackedSummaries: Sendable {
  let bytes: [UInt8]
  let shared: SharedValues

  init(bytes: [UInt8], shared: SharedValues) {
    self.bytes = bytes
    self.shared = shared
  }

  /// Reads something from a place on.
  func read<Value>(at place: Int, _ body: (inout ByteReader) -> Value?) -> Value? {
    bytes.withUnsafeBytes { all in
      var reader = ByteReader(UnsafeRawBufferPointer(rebasing: all[place...]))
      let value = body(&reader)
      return reader.isBroken ? nil : value
    }
  }
}

extension OverviewIndex.Item {
  init(xp: ObjectID, runs: ObjectID, summary: Summary) {
    self.init(xp: xp, runs: runs, content: .summary(summary))
  }

  /// The summary; nil when it isn't one, which the file's checksum all but excludes.
  var summary: Summary? {
    switch content {
    case .summary(let summary): summary
    case .packed(let file, let place):
      file.read(at: place) { Summary(from: &$0, file.shared) }
    }
  }

  var digest: Digest {
    switch content {
    case .summary(let summary): summary.digest
    case .packed(let file, let place): Digest(bytes: Array(file.bytes[place..<place + 20]))
    }
  }

  /// What is told of the XP where it's chosen from a list.
  var brief: Brief? {
    switch content {
    case .summary(let summary): Brief(summary)
    case .packed(let file, let place):
      file.read(at: place) { Brief(from: &$0, file.shared) }
    }
  }
}
