namespace UdpLab;

/// <summary>A function in a call chain.</summary>
/// <param name="Name">The symbol without offset; [unknown] if perf found none.</param>
/// <param name="Path">The executable, library or kernel object, as the source spells it; [unknown] if the source does not say.</param>
/// <param name="Scope">Kernel or user.</param>
public sealed record PerfFrame(string Name, string Path, PerfScope Scope)
{
    /// <summary>perf's word for what it could not find.</summary>
    public const string Unknown = "[unknown]";

    /// <summary>The object's name as perf report prints it: the last part of the path.</summary>
    public string SharedObject => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>perf found no symbol for the address.</summary>
    public bool IsUnresolved => Name == Unknown || Name.StartsWith("0x", StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
