using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>What a number of a <see cref="Ledger"/> counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LedgerUnit>))]
public enum LedgerUnit : long
{
    /// <summary>Packets as sent.</summary>
    Packets,

    /// <summary>Packets as the kernel handles them: several merged by GRO or GSO count once.</summary>
    Bundles,
}
