/// The names of what a job may need, as grid files and the Python tool write them.
package enum ResourceNames {
  package static let all = [
    "account", "array_parallelism", "comment", "constraint", "container_chdir", "cpus_per_gpu",
    "cpus_per_task", "dependents", "exclude", "force_chdir", "gpus", "max_num_timeout",
    "mem_per_gpu", "nodelist", "one_task_per_node", "partition", "python", "qos", "setup",
    "srun_args", "time",
  ]
}
