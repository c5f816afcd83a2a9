namespace UdpLab.Wire;

/// <summary>How a value of pktgen is written.</summary>
internal enum PktgenValue
{
    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A byte in hexadecimal; the device's file shows it with 0x in front.</summary>
    Byte,

    /// <summary>MPLS label stack entries, in hexadecimal with commas between.</summary>
    Labels,

    /// <summary>An IP address.</summary>
    Address,

    /// <summary>A MAC address.</summary>
    Mac,

    /// <summary>A flag's name, with ! in front to clear it.</summary>
    Flag,

    /// <summary>One or more words.</summary>
    Text,

    /// <summary>The command takes no value.</summary>
    None,
}

/// <summary>A command of a pktgen device (pktgen_if_write, net/core/pktgen.c), and the setting it belongs to.</summary>
/// <param name="Name">As written to the device's file.</param>
/// <param name="Setting">The property of PktgenSettings, and cmdlet parameter, it comes from.</param>
/// <param name="Value">How its value is written.</param>
/// <param name="Least">Smallest number a user may give.</param>
/// <param name="Most">Largest number a user may give.</param>
internal sealed record PktgenCommand(string Name, string Setting, PktgenValue Value = PktgenValue.Number, long Least = 0, long Most = int.MaxValue)
{
    /// <summary>The key of its value in the device's file.</summary>
    public string Key { get; init; } = Name;

    /// <summary>The value if the file does not show the key.</summary>
    public string Default { get; init; } = "";
}
