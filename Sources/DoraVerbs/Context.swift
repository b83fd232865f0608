import DoraModel

/// What a verb may know of the world outside the project; the doors fill it in, tests choose it.
package struct Context: Sendable {
  /// The working directory.
  package var directory: String
  package var environment: [String: String]
  /// This machine's name, as in `uname -n`.
  package var host: String
  /// The folder that holds the Python module `dora`, if it's installed.
  package var client: String?
  /// Seconds since 1970.
  package var now: @Sendable () -> Double
  /// A new run's name: 16 random hex digits.
  package var newID: @Sendable () -> String
  /// The first words of a command line that runs one of our own tools.
  package var launcher: @Sendable (_ tool: String) -> [String]
  /// Tells of an external command that is about to run.
  package var trace: @Sendable ([String]) -> Void
  /// Tells people of something that isn't an error.
  package var notice: @Sendable (String) -> Void
  /// Tells how far something long has come: so many are done, of so many.
  package var progress: @Sendable (Int, Int) -> Void

  package init(
    directory: String, environment: [String: String], host: String, client: String?,
    now: @escaping @Sendable () -> Double, newID: @escaping @Sendable () -> String,
    launcher: @escaping @Sendable (_ tool: String) -> [String],
    trace: @escaping @Sendable ([String]) -> Void,
    notice: @escaping @Sendable (String) -> Void,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) {
    self.directory = directory
    self.environment = environment
    self.host = host
    self.client = client
    self.now = now
    self.newID = newID
    self.launcher = launcher
    self.trace = trace
    self.notice = notice
    self.progress = progress
  }
}
