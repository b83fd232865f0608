/// What a job asks of Slurm, in the Python tool's words; nodes and tasks follow from the number of GPUs.
package struct SlurmResources: Hashable, Sendable {
  /// GPUs in all; 0: none, and no `--gres`.
  package var gpus = 1
  /// How many a node has: more than this takes several whole nodes.
  package var gpusPerNode = 8
  /// Gigabytes for each GPU, or for the one task of a job without; 0 leaves memory to the site.
  package var memPerGPU = 40.0
  /// Minutes; 0 is no limit, as to Slurm.
  package var time = 1200
  package var cpusPerGPU = 10
  /// CPUs for each task, when they aren't to follow from `cpusPerGPU`.
  package var cpusPerTask: Int?
  /// nil: the site's default.
  package var partition: String?
  /// The one for trying things out.
  package var devPartition = "devlab"
  package var comment: String?
  /// Lines of shell that run before the program.
  package var setup: [String] = []
  /// How often a job that ran out of time is queued again.
  package var maxNumTimeout = 20
  package var constraint: String?
  /// One task a node instead of one for each GPU.
  package var oneTaskPerNode = false
  /// How many tasks of an array run at once.
  package var arrayParallelism = 256
  /// Nodes to avoid, and to use.
  package var exclude: String?
  package var nodelist: String?
  package var qos: String?
  package var account: String?
  /// Jobs chained behind this one, each for when the one before it failed; instead of queueing it again.
  package var dependents = 0
  /// More words for srun.
  package var srunArgs: [String] = []
  /// The interpreter of Python programs, when it isn't the one that submits.
  package var python: String?
  /// Whether a container starts in the working directory.
  package var containerChdir = false
  package var array = SlurmArray.auto
  /// Any other options of sbatch, in order; nil stands for an option that takes no value.
  package var extra: [Option] = []

  package struct Option: Hashable, Sendable {
    package let name: String
    package let value: String?

    package init(_ name: String, _ value: String?) {
      self.name = name
      self.value = value
    }
  }

  package init() {}

  package var nodes: Int { gpus > gpusPerNode ? gpus / gpusPerNode : 1 }

  private var gpusOnNode: Int { min(gpus, gpusPerNode) }

  package var tasksPerNode: Int { oneTaskPerNode ? 1 : max(1, gpusOnNode) }

  /// What sbatch is told of resources, in a fixed order; an option of `extra` replaces ours of that name.
  package var options: [Option] {
    let gpus = gpusOnNode
    var options = [
      Option("nodes", String(nodes)), Option("ntasks-per-node", String(tasksPerNode)),
      Option(
        "cpus-per-task",
        String(cpusPerTask ?? cpusPerGPU * (oneTaskPerNode ? max(1, gpus) : 1))),
    ]
    if let memory { options.append(Option("mem", memory)) }
    if gpus > 0 { options.append(Option("gres", "gpu:\(gpus)")) }
    options.append(Option("time", String(time)))
    let optional = [
      ("partition", partition), ("account", account), ("qos", qos), ("constraint", constraint),
      ("nodelist", nodelist), ("exclude", exclude), ("comment", comment),
    ]
    options += optional.compactMap { name, value in value.map { Option(name, $0) } }
    // The last word counts, where sbatch itself would take some first.
    var seen: Set<String> = []
    let own = extra.reversed().filter { seen.insert($0.name).inserted }.reversed()
    return options.filter { !seen.contains($0.name) } + own
  }

  /// Memory on each node, in the largest unit that says it exactly enough; nil: the site decides.
  private var memory: String? {
    guard memPerGPU > 0 else { return nil }
    let total = memPerGPU * Double(max(1, gpusOnNode))
    let whole = Int(total)
    return Double(whole) == total ? "\(whole)G" : "\(Int((total * 1024).rounded(.up)))M"
  }

  /// The seconds before the time limit at which a job is told: a fifth of it, and two minutes at most.
  ///
  /// Slurm 22.05 looks every 30 s, so the signal may come 30 s sooner than asked for.
  package var warning: Int { min(120, max(10, time * 12)) }

  /// Why Slurm can't be asked for this; nil when it can.
  package func check() throws(SlurmOptionFailure) {
    if gpus > gpusPerNode, gpus % gpusPerNode != 0 {
      throw .unevenNodes(gpus: gpus, perNode: gpusPerNode)
    }
    for option in options {
      for text in [option.name, option.value ?? ""] where text.utf8.contains(0x0A) {
        throw .newline(option.name)
      }
    }
  }
}
