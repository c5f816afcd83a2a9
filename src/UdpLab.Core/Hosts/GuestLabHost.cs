using System.Text.Json.Serialization;

namespace UdpLab;

/// <summary>A kernel image that runs under QEMU on this machine.</summary>
public sealed record GuestLabHost : LabHost
{
    /// <summary>Guest.</summary>
    public override LabHostKind Kind => LabHostKind.Guest;

    /// <summary>The kernel as it was given: a path, or a release installed here.</summary>
    public string Image { get; init; } = "";

    /// <summary>Memory in MB.</summary>
    public int MemoryMB { get; init; }

    /// <summary>How its processor is run: Kvm or Tcg.</summary>
    public GuestAccelerator Accelerator { get; init; }

    /// <summary>The words added to the kernel's command line.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Process id of its QEMU.</summary>
    public int ProcessId { get; init; }

    /// <summary>What its console has printed, the last part of it; empty if this session does not run it.</summary>
    [JsonIgnore]
    public string Console => HostLinks.Find(this)?.Console ?? "";

    // Another guest may have taken over the name.
    internal override string Key => $"guest {ProcessId} {Name.ToUpperInvariant()}";

    /// <summary>A host of this name, for PowerShell's -eq: "Where-Object Host -eq guest1".</summary>
    public static GuestLabHost Parse(string name) => new() { Name = name };

    /// <inheritdoc/>
    public bool Equals(GuestLabHost? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
