/// Sizes for people.
package enum ByteSize {
  /// `812 B`, `43 kB`, `1.2 GB`: powers of 1000, as disks are sold.
  package static func words(_ bytes: Int) -> String {
    var units = ["kB", "MB", "GB", "TB", "PB", "EB"][...]
    if bytes < 1000 { return "\(max(0, bytes)) B" }
    var tenths = Double(bytes) / 100
    while tenths >= 9995, units.count > 1 {
      tenths /= 1000
      units.removeFirst()
    }
    let unit = units.first ?? ""
    if tenths >= 99.5 { return "\(Int((tenths / 10).rounded())) \(unit)" }
    let whole = Int(tenths.rounded())
    return "\(whole / 10).\(whole % 10) \(unit)"
  }
}
