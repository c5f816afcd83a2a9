using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes perf's generic events (perf list hw cache sw), not all of which exist on every host.</summary>
public sealed class PerfEventCompleter : IArgumentCompleter
{
    private static readonly string[] _events =
    [
        "cycles", "cycles:k", "cycles:u", "instructions", "cache-misses", "cache-references", "branches", "branch-misses", "bus-cycles",
        "stalled-cycles-frontend", "stalled-cycles-backend", "ref-cycles", "L1-dcache-load-misses", "LLC-load-misses", "LLC-store-misses", "dTLB-load-misses",
        "cpu-clock", "cpu-clock:u", "cpu-clock:k", "task-clock", "context-switches", "cpu-migrations", "page-faults",
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completion.Of(_events, wordToComplete);
}
