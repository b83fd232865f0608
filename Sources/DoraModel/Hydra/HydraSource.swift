/// The config directory of a program, as its owner lets us look into it.
package struct HydraSource {
  /// One name in a directory; `isDirectory` and `isFile` follow links.
  package struct Entry: Hashable, Sendable {
    package let name: Text
    package let isDirectory: Bool
    package let isFile: Bool
    /// Whether it's a symbolic link: `..` behind one leads elsewhere.
    package let isLink: Bool

    package init(name: Text, isDirectory: Bool, isFile: Bool, isLink: Bool = false) {
      self.name = name
      self.isDirectory = isDirectory
      self.isFile = isFile
      self.isLink = isLink
    }
  }

  /// The bytes of a regular file at a path relative to the config directory, or nil.
  package let read: (Text) -> [UInt8]?
  /// What a directory holds, or nil when it's none.
  ///
  /// The config directory itself is the empty path.
  package let list: (Text) -> [Entry]?

  package init(read: @escaping (Text) -> [UInt8]?, list: @escaping (Text) -> [Entry]?) {
    self.read = read
    self.list = list
  }
}

/// Everything that answers depended on, for the caller to tell whether they still hold.
package struct HydraReads: Hashable, Sendable {
  /// Files that were looked for, whether they were there or not.
  package var files: Set<Text> = []
  /// Directories that were listed or looked for.
  package var directories: Set<Text> = []
  /// Names of environment variables, set or not.
  package var environment: Set<Text> = []
}
