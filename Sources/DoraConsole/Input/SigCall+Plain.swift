/// The words of `dora-sig` as scripts write them.
extension SigCall {
  /// Reads `[-n | --dry-run] [--json | -z] [ARGUMENT…] [-- ARGUMENT…]`; anything else is ArgumentParser's, and so are its
  /// errors.
  init?(plain words: [String]) {
    var call = SigCall()
    let end = words.firstIndex(of: "--") ?? words.endIndex
    var argv: [String] = []
    for word in words[..<end] {
      switch word {
      case "-n", "--dry-run": call.dryRun = true
      case "--json" where call.records != .nul: call.records = .json
      case "-z" where call.records != .json: call.records = .nul
      case _ where word.hasPrefix("-") || word.isEmpty: return nil
      default: argv.append(word)
      }
    }
    call.argv = argv + words[end...].dropFirst()
    self = call
  }
}
