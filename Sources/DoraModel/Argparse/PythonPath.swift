/// `str(PosixPath(…))`: blank components and single dots go, two leading slashes stay two.
enum PythonPath {
  static func normal(_ text: Text) -> Text {
    let slash = UInt8(ascii: "/")
    let slashes = text.bytes.prefix { $0 == slash }.count
    var path = [UInt8](repeating: slash, count: slashes == 2 ? 2 : min(slashes, 1))
    let parts = text.bytes.split(separator: slash).filter { !$0.elementsEqual(".".utf8) }
    path += parts.joined(separator: [slash])
    return path.isEmpty ? "." : Text(bytes: path)
  }
}
