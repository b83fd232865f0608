/// Why resources can't be asked for.
package enum SlurmOptionFailure: Failure {
  case unknownKey(String)
  case badValue(key: String, value: String, wanted: String)
  /// An option that dora itself gives to sbatch.
  case reserved(String)
  case unevenNodes(gpus: Int, perNode: Int)
  case newline(String)

  package var exit: Exit { .usage }

  package var message: String {
    switch self {
    case .unknownKey(let key): "'\(key)' is no option of Slurm"
    case .badValue(let key, let value, let wanted):
      "slurm key '\(key)' takes \(wanted), not '\(value)'"
    case .reserved(let name): "slurm option '\(name)' is set by dora itself"
    case .unevenNodes(let gpus, let perNode):
      "cannot spread \(gpus) GPUs evenly over nodes that have \(perNode)"
    case .newline(let name): "slurm option '\(name)' has a newline in its value"
    }
  }

  package var hint: String? {
    switch self {
    case .unknownKey:
      "options are key=value pairs: --slurm reservation=maintenance, --slurm exclusive"
    case .unevenNodes(_, let perNode):
      "ask for up to \(perNode) or a multiple of it; 'gpus_per_node' says what a node has"
    case .badValue, .reserved, .newline: nil
    }
  }
}
