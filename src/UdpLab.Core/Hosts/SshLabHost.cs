using System.Globalization;

namespace UdpLab;

/// <summary>A machine reached over SSH.</summary>
public sealed record SshLabHost : LabHost
{
    /// <inheritdoc/>
    public override LabHostKind Kind => LabHostKind.Ssh;

    /// <summary>The address it is reached at.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The name it was connected by, which ssh_config may know; empty if it is not connected.</summary>
    internal string Alias { get; init; } = "";

    /// <summary>The key given with -KeyFilePath; empty if ssh finds one itself.</summary>
    internal string KeyFile { get; init; } = "";

    /// <summary>SSH port.</summary>
    public int Port { get; init; }

    /// <summary>The user name there.</summary>
    public string UserName { get; init; } = "";

    /// <summary>SHA-256 of its host key, as ssh prints it.</summary>
    public string HostKeyFingerprint { get; init; } = "";

    /// <summary>Whether the agent runs through sudo.</summary>
    public bool Sudo { get; init; }

    /// <summary>The agent's path there.</summary>
    public string AgentPath { get; init; } = "";

    // Another machine may have taken over the name.
    internal override string Key => string.Create(CultureInfo.InvariantCulture, $"ssh {UserName}@{HostName}:{Port} {Name.ToUpperInvariant()}");

    /// <summary>A host of this name, for PowerShell's -eq: "Where-Object Host -eq dut".</summary>
    public static SshLabHost Parse(string name) => new() { Name = name };

    /// <inheritdoc/>
    public bool Equals(SshLabHost? other) => base.Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
