using System.Text.Json;

namespace UdpLab;

/// <summary>The known causes, from Bottlenecks.json, which documents its own fields.</summary>
internal sealed record BottleneckRules
{
    private const string Resource = "UdpLab.Diagnosis.Bottlenecks.json";
    private static readonly Lazy<BottleneckRules> _all = new(Load);

    public static BottleneckRules All => _all.Value;

    public string About { get; init; } = "";
    public string[] Boundaries { get; init; } = [];
    public string[] Subject { get; init; } = [];
    public string[] BatchedReaders { get; init; } = [];
    public required IdleSigns Idle { get; init; }
    public required BottleneckRule[] Causes { get; init; }
    public required SharedCpuRule Shared { get; init; }
    public required CounterRule[] Counters { get; init; }

    /// <summary>The advice for a loss: by its counter's name, otherwise by its layer; null if none.</summary>
    public CounterRule? OfLoss(LedgerEntry loss) =>
        Array.Find(Counters, rule => rule.Counters.Contains(loss.Counter)) ?? Array.Find(Counters, rule => rule.Counters.Length == 0 && rule.Layers.Contains(loss.Layer));

    private static BottleneckRules Load()
    {
        using Stream stream = typeof(BottleneckRules).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        return JsonSerializer.Deserialize<BottleneckRules>(stream, new JsonSerializerOptions(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow })!;
    }
}

/// <summary>How to recognise idle CPUs.</summary>
internal sealed record IdleSigns
{
    public string[] Commands { get; init; } = [];
    public string[] Symbols { get; init; } = [];
    public string[] Waiting { get; init; } = [];
    public string[] WaitingCallers { get; init; } = [];
}

/// <summary>What every cause provides.</summary>
internal abstract record Advice
{
    public required string Cause { get; init; }
    public required string Title { get; init; }
    public required string Explanation { get; init; }
    public required string Fix { get; init; }
    public string? FixedIn { get; init; }
    public int? FixedInEl7 { get; init; }
    public string? WhenFixed { get; init; }
    public string[] Reference { get; init; } = [];
    public string[] Environment { get; init; } = [];
    public double Minimum { get; init; }
    public Words? Batched { get; init; }
    public string Verified { get; init; } = "";
}

/// <summary>A cause's wording for special circumstances; null keeps the usual one.</summary>
internal sealed record Words
{
    public string? Title { get; init; }
    public string? Explanation { get; init; }
    public string? Fix { get; init; }
}

/// <summary>A cause recognised by samples.</summary>
internal sealed record BottleneckRule : Advice
{
    public required string[] Symbols { get; init; }
    public string[] Callers { get; init; } = [];
    public string[] Companions { get; init; } = [];
    public string[] Strangers { get; init; } = [];
}

/// <summary>Softirqs on the reader's CPU.</summary>
internal sealed record SharedCpuRule : Advice
{
    public required string[] Frames { get; init; }
    public required string[] Readers { get; init; }
    public required string[] Senders { get; init; }
}

/// <summary>A cause recognised by a loss counter.</summary>
internal sealed record CounterRule : Advice
{
    public LedgerLayer[] Layers { get; init; } = [];
    public string[] Counters { get; init; } = [];
    public string? WhenNothingCame { get; init; }
    public Words? Unhurried { get; init; }
}
