using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A requested sweep. What is left open is decided here, or taken from the sweep it resumes.</summary>
internal sealed record SweepRequest
{
    public required IReadOnlyList<SweepFactor> Factors { get; init; }

    /// <summary>The script block's text.</summary>
    public required string ScriptBlock { get; init; }

    public SweepOrder? Order { get; init; }

    public int? Repeat { get; init; }

    public int? Seed { get; init; }

    /// <summary>Line ends differ between machines, and leading and trailing white space is meaningless.</summary>
    public string Text => ScriptBlock.ReplaceLineEndings("\n").Trim();

    public string Hash => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Text))).ToLowerInvariant();

    /// <summary>The plan.</summary>
    /// <param name="earlier">The sweep to resume; null for a new one.</param>
    public SweepPlan Plan(LabSweep? earlier) => new(Factors, Order ?? earlier?.Order ?? SweepOrder.Blocks, Repeat ?? earlier?.Repeat ?? 1, Seed ?? earlier?.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>The sweep's line in a journal.</summary>
    public LabSweep Describe(SweepPlan plan, string? id) => new()
    {
        Id = id ?? Guid.NewGuid().ToString("N")[..12],
        Started = DateTimeOffset.UtcNow,
        Machine = Environment.MachineName,
        ProcessId = Environment.ProcessId,
        Factors = [.. Factors.Select(factor => new LabSweepFactor { Name = factor.Name, Values = [.. factor.Values.Select(value => value.Text)] })],
        ScriptBlock = Text,
        ScriptBlockHash = Hash,
        Order = plan.Order,
        Seed = plan.Seed,
        Repeat = plan.Repeat,
        Runs = plan.Runs.Count,
    };

    /// <summary>How it differs from a sweep in a journal, as a clause, and the parameter concerned; null if it is the same sweep.</summary>
    public (string What, string Parameter)? Difference(LabSweep other)
    {
        if (FactorDifference(other) is { } factor)
        {
            return (factor, "Factor");
        }

        if (Hash != other.ScriptBlockHash)
        {
            return (BlockDifference(other.ScriptBlock), "ScriptBlock");
        }

        string invariant(int here, int there, string what) => string.Create(CultureInfo.InvariantCulture, $"-{what} is {here} here and {there} there");
        return Order is { } order && order != other.Order ? ($"-Order is {order} here and {other.Order} there", "Order")
            : Seed is { } seed && seed != other.Seed ? (invariant(seed, other.Seed, "Seed"), "Seed")
            : Repeat is { } repeat && repeat < other.Repeat ? (invariant(repeat, other.Repeat, "Repeat") + ", and it can only grow", "Repeat")
            : null;
    }

    private string? FactorDifference(LabSweep other)
    {
        string[] here = [.. Factors.Select(factor => factor.Name)], there = [.. other.Factors.Select(factor => factor.Name)];
        if (!here.SequenceEqual(there, StringComparer.OrdinalIgnoreCase))
        {
            return $"the factors are {Names(here)} here and {Names(there)} there";
        }

        for (int i = 0; i < here.Length; i++)
        {
            string[] values = [.. Factors[i].Values.Select(value => value.Text)];
            if (!values.SequenceEqual(other.Factors[i].Values, StringComparer.Ordinal))
            {
                return $"factor {here[i]} has {Names(values)} here and {Names(other.Factors[i].Values)} there";
            }
        }

        return null;
    }

    private string BlockDifference(string other)
    {
        string[] here = Text.Split('\n'), there = other.Split('\n');
        int line = Enumerable.Range(0, Math.Max(here.Length, there.Length)).FirstOrDefault(i => i >= here.Length || i >= there.Length || here[i] != there[i]);
        string at(string[] lines) => line < lines.Length ? SweepValue.Short(lines[line]) : "(missing)";
        return string.Create(CultureInfo.InvariantCulture, $"the script block is another one; line {line + 1} here: {at(here)}; there: {at(there)}");
    }

    private static string Names(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : SweepValue.Short(string.Join(", ", names));
}
