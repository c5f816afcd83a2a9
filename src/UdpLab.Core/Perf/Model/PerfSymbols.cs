using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>Builds the flat profile: samples by the function they were taken in.</summary>
internal static class PerfSymbols
{
    private static readonly PerfFrame _none = new(PerfFrame.Unknown, PerfFrame.Unknown, PerfScope.User);

    public static IReadOnlyList<PerfSymbol> Of(PerfProfileBuilder samples, Whole whole)
    {
        Dictionary<(int, int), (long Samples, ulong Period)> byToken = [];
        for (int i = 0; i < samples.Stacks.Count; i++)
        {
            ReadOnlySpan<byte> rest = samples.Stacks[i];
            int command = StackArena.Read(ref rest), leaf = rest.IsEmpty ? -1 : StackArena.ReadLast(rest);
            ref (long Samples, ulong Period) sum = ref CollectionsMarshal.GetValueRefOrAddDefault(byToken, (command, leaf), out _);
            sum = (sum.Samples + samples.Stacks.Samples(i), Saturating.Add(sum.Period, samples.Stacks.Period(i)));
        }

        // An array, so that PowerShell can index it. Objects with the same name in two folders are one row, as in perf report.
        return byToken
            .Select(pair => (Command: samples.Frames[pair.Key.Item1].Name, Frame: pair.Key.Item2 < 0 ? _none : samples.Frames[pair.Key.Item2], pair.Value.Samples, pair.Value.Period))
            .GroupBy(row => (row.Command, row.Frame.SharedObject, row.Frame.Scope, row.Frame.Name))
            .Select(group => Symbol(group.Key, group.Sum(row => row.Samples), group.Aggregate(0UL, (sum, row) => Saturating.Add(sum, row.Period)), whole, samples.HasSharesOnly))
            .OrderByDescending(s => s.Overhead)
            .ThenBy(s => s.Command, StringComparer.Ordinal)
            .ThenBy(s => s.SharedObject, StringComparer.Ordinal)
            .ThenBy(s => s.Name, StringComparer.Ordinal)
            .ToArray();
    }

    private static PerfSymbol Symbol((string Command, string SharedObject, PerfScope Scope, string Name) key, long samples, ulong period, Whole whole, bool sharesOnly) => new()
    {
        Overhead = whole.Percent(samples, period),
        Samples = samples,
        EventCount = sharesOnly ? 0 : period,
        Command = key.Command,
        SharedObject = key.SharedObject,
        Scope = key.Scope,
        Name = key.Name,
    };
}
