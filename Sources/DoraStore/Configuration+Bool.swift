extension Configuration {
  /// What a setting says that is true or false, in git's words for that; nil when it isn't there.
  package func bool(_ name: String) throws(StoreFailure) -> Bool? {
    guard let text = self[name] else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on", "1": return true
    case "false", "no", "off", "0", "": return false
    default: throw .badSetting(name: name, value: text, wanted: "true or false")
    }
  }
}
