namespace UdpLab;

/// <summary>This machine.</summary>
public sealed record LocalLabHost : LabHost
{
    /// <inheritdoc/>
    public override LabHostKind Kind => LabHostKind.Local;

    internal override string Key => Defaults.Host;

    /// <summary>A host of this name, for PowerShell's -eq: "Where-Object Host -eq local".</summary>
    public static LocalLabHost Parse(string name) => new() { Name = name };

    /// <inheritdoc/>
    public bool Equals(LocalLabHost? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
