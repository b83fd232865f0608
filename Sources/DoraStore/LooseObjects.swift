import CLibgit2
import DoraModel
import DoraSystem

/// The objects that have a file each, of which every single commit adds five.
///
/// A store lives for years, often on a file system that counts files: when there are many they become one pack, as
/// `git gc --auto` would do. It's done here since not every machine has git, and git's would also drop what no branch
/// reaches, on which another host's writer may be about to build.
struct LooseObjects {
  /// git's own measure of many: so many in one of 256 folders are about 7,000 in all.
  private static let many = 27

  let repository: Repository

  private var folder: String { repository.path + "/objects" }

  /// Whether it's time to pack them.
  var areMany: Bool {
    guard let names = try? File.names(in: folder + "/17") else { return false }
    return names.count > Self.many
  }

  /// Packs all of them, then removes their files; a reader that misses a file looks for a new pack, as git does.
  func pack() throws {
    let writer = try PackWriter(repository)
    var packed: [String] = []
    for byte in UInt8.min...UInt8.max {
      let name = String(decoding: Shelf.folder(of: byte), as: UTF8.self)
      for rest in (try? File.names(in: "\(folder)/\(name)")) ?? [] {
        guard let id = ObjectID(hex: name + rest),
          let (kind, content) = repository.object(id)
        else { continue }
        writer.put(kind, content)
        packed.append("\(folder)/\(name)/\(rest)")
      }
    }
    if packed.isEmpty { return }
    try writer.finish()
    for file in packed { try File.removeAll(file) }
  }
}
