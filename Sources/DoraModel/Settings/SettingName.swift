/// The name of a setting, `section.key` or `section.subsection.key`, in the form that git compares.
package struct SettingName: Hashable, Sendable, CustomStringConvertible {
  package let section: String
  package let subsection: String?
  package let key: String

  /// nil for what git wouldn't take either.
  package init?(_ text: String) {
    guard let first = text.firstIndex(of: "."), let last = text.lastIndex(of: ".") else {
      return nil
    }
    let section = text[..<first].lowercased()
    let key = text[text.index(after: last)...].lowercased()
    let isLetter: (Character) -> Bool = { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    guard !section.isEmpty, section.allSatisfy(isLetter), key.allSatisfy(isLetter),
      key.first?.isLetter == true
    else { return nil }
    self.section = section
    self.key = key
    subsection = first == last ? nil : String(text[text.index(after: first)..<last])
    if subsection?.contains("\n") == true { return nil }
  }

  package var description: String {
    "\(section).\(subsection.map { $0 + "." } ?? "")\(key)"
  }
}
