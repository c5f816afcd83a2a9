using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace UdpLab.Parameters;

/// <summary>Completes numbers of queues and ring sizes, up to the maximum of the named interface; of a testbed to be made, up to a queue a CPU.</summary>
public sealed class QueueCompleter : IArgumentCompleter
{
    private const int MostQueues = 64;
    private const int SmallestRing = 64;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        if (commandName == "New-LabTestbed")
        {
            return Completion.Of(Enumerable.Range(1, Environment.ProcessorCount).Select(n => n.ToString(CultureInfo.InvariantCulture)), wordToComplete);
        }

        string[] names = NamedHost.Texts(fakeBoundParameters["Name"] ?? fakeBoundParameters["Interface"]);
        int? most = NamedHost.Of(commandAst, fakeBoundParameters).SelectMany(host => HostNics.Of(host, names)).Select(nic => Most(nic, parameterName)).Max();
        IEnumerable<int> numbers = parameterName is "RxRing" or "TxRing"
            ? Enumerable.Range(0, 15).Select(i => SmallestRing << i).Where(size => size < most).Append(most ?? 0)
            : Enumerable.Range(parameterName == "QueueMap" ? 0 : 1, Math.Min(most ?? 0, MostQueues));
        return numbers.Where(n => n > 0 || parameterName == "QueueMap")
            .Distinct()
            .Select(n => n.ToString(CultureInfo.InvariantCulture))
            .Where(n => n.StartsWith(wordToComplete, StringComparison.Ordinal))
            .Select(n => new CompletionResult(n));
    }

    private static int? Most(LabNic nic, string parameter) => parameter switch
    {
        "RxQueues" => nic.MaxRxQueues,
        "TxQueues" => nic.MaxTxQueues,
        "CombinedQueues" or "Queues" => nic.MaxCombinedQueues,
        "RxRing" => nic.MaxRxRing,
        "TxRing" => nic.MaxTxRing,
        "RssQueues" => nic.RssTable is null ? null : nic.CombinedQueues ?? nic.RxQueues,
        "QueueMap" => nic.CombinedQueues ?? nic.TxQueues,
        _ => null,
    };
}
