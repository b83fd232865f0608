import DoraEngines
import DoraModel
import DoraSystem

/// Pushes one entry of the history of the run that it's called in.
package enum MetricsVerb {
  /// Parses `key=value` words and appends them as one entry.
  package static func push(_ words: [String], _ context: Context) throws {
    guard let folder = context.environment["DORA_FOLDER"], !folder.isEmpty else {
      throw VerbFailure.notInRun
    }
    var members: [JSON.Member] = []
    for word in words {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex else {
        throw VerbFailure.malformedMetric(word)
      }
      let key = Text(String(word[..<equals]))
      let value = Array(word[word.index(after: equals)...].utf8)
      members.removeAll { $0.name == key }
      members.append(JSON.Member(key, scalar(value)))
    }
    // Every worker may call this; rank 0 speaks for the run.
    guard context.environment["RANK"] ?? "0" == "0" else { return }
    try HistoryFile(folder: folder).push(
      .object(members), isSupervised: context.environment["DORA_JOB"] != nil)
  }

  /// A JSON value, the spellings that C prints of what isn't finite, or else the text.
  private static func scalar(_ bytes: [UInt8]) -> JSON {
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "nan", "-nan": return .number(.nan)
    case "inf", "infinity", "+inf": return .number(.infinity)
    case "-inf", "-infinity": return .number(-.infinity)
    default: return (try? JSONReader.read(bytes)) ?? .text(Text(bytes: bytes))
    }
  }
}
