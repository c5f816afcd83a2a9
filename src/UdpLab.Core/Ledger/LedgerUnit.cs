using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a number of a <see cref="Ledger"/> counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerUnit>))]
public enum LedgerUnit
{
    /// <summary>Packets as the sender sent them.</summary>
    Packets,

    /// <summary>Packets as the kernel handles them: several that GRO or GSO made into one count once.</summary>
    Bundles,
}
