namespace UdpLab;

/// <summary>The known causes, from Bottlenecks.json, which documents its own fields.</summary>
internal sealed record BottleneckRules
{
    private static readonly Lazy<BottleneckRules> _all = new(Load);

    public static BottleneckRules All => _all.Value;

    public string About { get; init; } = "";
    public string[] Boundaries { get; init; } = [];
    public string[] Subject { get; init; } = [];
    public string[] BatchedReaders { get; init; } = [];
    public required IdleSigns Idle { get; init; }
    public required BottleneckRule[] Causes { get; init; }
    public required SharedCpuRule Shared { get; init; }

    private static BottleneckRules Load()
    {
        BottleneckRules rules = EmbeddedData.Read<BottleneckRules>("UdpLab.Diagnosis.Bottlenecks.json");
        return rules with { Causes = [.. rules.Causes.Select(Titled)] };
    }

    /// <summary>A cause that loss counters show too takes its title from the catalogue of losses.</summary>
    private static BottleneckRule Titled(BottleneckRule rule) =>
        rule.Title.Length > 0 ? rule : rule with { Title = LossCatalogue.All.Advice.Single(a => a.Cause == rule.Cause).Title };
}

/// <summary>How to recognise idle CPUs.</summary>
internal sealed record IdleSigns
{
    public string[] Commands { get; init; } = [];
    public string[] Symbols { get; init; } = [];
    public string[] Waiting { get; init; } = [];
    public string[] WaitingCallers { get; init; } = [];
}

/// <summary>A cause recognised by samples.</summary>
internal sealed record BottleneckRule : Advice
{
    public required string[] Symbols { get; init; }
    public string[] Callers { get; init; } = [];
    public string[] Present { get; init; } = [];
    public string[] Absent { get; init; } = [];
}

/// <summary>Softirqs on the reader's CPU.</summary>
internal sealed record SharedCpuRule : Advice
{
    public required string[] Frames { get; init; }
    public required string[] Readers { get; init; }
    public required string[] Senders { get; init; }
}
