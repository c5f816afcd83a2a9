namespace UdpLab;

/// <summary>A cause of losses or slowness, and what to do about it.</summary>
internal abstract record Advice
{
    /// <summary>The cause in one word.</summary>
    public required string Cause { get; init; }

    /// <summary>The cause in one line.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it means.</summary>
    public required string Explanation { get; init; }

    /// <summary>What to do.</summary>
    public required string Fix { get; init; }

    /// <summary>The mainline release that fixed it.</summary>
    public string? FixedIn { get; init; }

    /// <summary>The build of RHEL 7's 3.10.0 that has the backport.</summary>
    public int? FixedInEl7 { get; init; }

    /// <summary>What to do if the running kernel already has the fix.</summary>
    public string? WhenFixed { get; init; }

    /// <summary>The sources.</summary>
    public string[] Reference { get; init; } = [];

    /// <summary>Facts of the host to show as evidence, as name=value with * and ?.</summary>
    public string[] Environment { get; init; } = [];

    /// <summary>Percent of the samples or packets below which it is not reported.</summary>
    public double Minimum { get; init; }

    /// <summary>The checks of Test-LabHost whose fixes help, if samples show it; a loss has those of its counters.</summary>
    public string[] Checks { get; init; } = [];

    /// <summary>The wording if a call already returns many packets (Recvmmsg, -Gro).</summary>
    public Words? Batched { get; init; }

    /// <summary>The wording if the receiver is another program's server, which has no parameters of ours.</summary>
    public Words? Server { get; init; }

    /// <summary>How <see cref="Reference"/> was checked.</summary>
    public string Verified { get; init; } = "";
}

/// <summary>A cause's wording for special circumstances; null keeps the usual one.</summary>
internal sealed record Words
{
    public string? Title { get; init; }
    public string? Explanation { get; init; }
    public string? Fix { get; init; }
}

/// <summary>A cause recognised by a loss counter.</summary>
internal sealed record LossAdvice : Advice
{
    /// <summary>Layers whose losses it applies to, unless their counter has its own advice.</summary>
    public LedgerLayer[] Layers { get; init; } = [];

    /// <summary>The fix if no packet reached the sink; null for <see cref="Advice.Fix"/>.</summary>
    public string? WhenNothingCame { get; init; }

    /// <summary>The wording if the reader had time to spare.</summary>
    public Words? Unhurried { get; init; }
}
