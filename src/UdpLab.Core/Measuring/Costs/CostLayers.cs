namespace UdpLab;

/// <summary>Which function belongs to which layer, from CostLayers.json, which documents its own fields.</summary>
internal sealed record CostLayers
{
    private static readonly Lazy<CostLayers> _all = new(() => EmbeddedData.Read<CostLayers>("UdpLab.Measuring.Costs.CostLayers.json"));

    public static CostLayers All => _all.Value;

    public string About { get; init; } = "";

    public required string[] Softirq { get; init; }

    public required LayerFunctions[] InSoftirq { get; init; }

    public required LayerFunctions[] InThread { get; init; }
}

/// <summary>A layer's functions.</summary>
internal sealed record LayerFunctions
{
    public required CostLayer Layer { get; init; }

    public required string[] Functions { get; init; }
}
