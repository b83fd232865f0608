/// The batch script of one job or array: nothing but text, made of nothing but these values.
package struct SlurmScript: Hashable, Sendable {
  /// The job's name; no other submission ever has the same.
  package var name: String
  /// How many tasks an array has; nil: a job by itself.
  package var tasks: Int?
  package var resources: SlurmResources
  /// Where the program starts.
  package var directory: String
  /// Where output goes, before the array index of a task and `.log`; or the whole path for a job by itself.
  package var output: String
  /// The words that run `dora-run`.
  package var launcher: [Text]
  /// The folder that it finds everything else in.
  package var files: Text

  package init(
    name: String, tasks: Int?, resources: SlurmResources, directory: String, output: String,
    launcher: [Text], files: Text
  ) {
    self.name = name
    self.tasks = tasks
    self.resources = resources
    self.directory = directory
    self.output = output
    self.launcher = launcher
    self.files = files
  }

  /// The script.
  package func text() throws(SlurmOptionFailure) -> String {
    try resources.check()
    var options = [SlurmResources.Option("job-name", name)]
    if let tasks {
      options.append(
        SlurmResources.Option("array", "0-\(tasks - 1)%\(resources.arrayParallelism)"))
    }
    options += resources.options
    // A chain goes on where its first job ended; queueing that one again would be a second way.
    options.append(
      SlurmResources.Option(resources.dependents > 0 ? "no-requeue" : "requeue", nil))
    options += [
      SlurmResources.Option("signal", "B:USR2@\(resources.warning)"),
      SlurmResources.Option("open-mode", "append"), SlurmResources.Option("chdir", directory),
      SlurmResources.Option("output", pattern),
    ]
    var lines = ["#!/bin/bash"]
    for option in options {
      if option.value?.utf8.contains(0x0A) == true { throw .newline(option.name) }
      lines.append("#SBATCH --\(option.name)" + (option.value.map { "=" + Self.quoted($0) } ?? ""))
    }
    // Before the lines of setup, which may fail: what they say belongs to the XP as well.
    if tasks != nil { lines.append(words("--slurm-log") + " 2> /dev/null") }
    lines += resources.setup
    // In the shell's place: the signal before the time limit reaches the batch process alone.
    lines.append("exec " + words("--slurm-job"))
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ option: Text) -> String {
    ArgumentLine.quoted(launcher + [option, files])
  }

  /// The output's file name with Slurm's own patterns quoted.
  private var pattern: String {
    let path = output.split(separator: "%", omittingEmptySubsequences: false).joined(
      separator: "%%")
    return tasks == nil ? path : path + "%a.log"
  }

  /// A value as sbatch 22.05 reads it back: a backslash quotes in single quotes too, so they're of no use.
  private static func quoted(_ value: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%".utf8)
    if !value.isEmpty, value.utf8.allSatisfy(plain.contains) { return value }
    var out = "\""
    for character in value.unicodeScalars {
      if character == "\"" || character == "\\" { out += "\\" }
      out.unicodeScalars.append(character)
    }
    return out + "\""
  }
}
