/// The words of `dora-sig` as scripts write them.
extension SigCall {
  /// Reads `[-n | --dry-run] [--json | -z] -- ARGUMENT…`; anything else is ArgumentParser's, and so are its errors.
  init?(plain words: [String]) {
    var call = SigCall()
    guard let end = words.firstIndex(of: "--") else { return nil }
    for word in words[..<end] {
      switch word {
      case "-n", "--dry-run": call.dryRun = true
      case "--json" where call.records != .nul: call.records = .json
      case "-z" where call.records != .json: call.records = .nul
      default: return nil
      }
    }
    call.argv = Array(words[(end + 1)...])
    self = call
  }
}
