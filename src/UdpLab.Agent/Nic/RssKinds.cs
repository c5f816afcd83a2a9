using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>"RssTable": the indirection table (<see cref="RssText"/>).</summary>
internal sealed class RssTableKind : SettingKind
{
    public override string Name => SettingNames.RssTable;

    public override string? Read(string target, string which) => Rss.Read(target).Table is { } table ? RssText.Of(table) : null;

    public override void Write(string target, string which, string value) => Rss.WriteTable(target, RssText.Parse(value));
}

/// <summary>"RssKey": the hash key, hexadecimal bytes separated by colons.</summary>
internal sealed class RssKeyKind : SettingKind
{
    public override string Name => SettingNames.RssKey;

    public override string? Read(string target, string which) =>
        Rss.Read(target).Key is { } key ? string.Join(':', key.Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))) : null;

    public override void Write(string target, string which, string value) =>
        Rss.WriteKey(target, Convert.FromHexString(value.Replace(":", "", StringComparison.Ordinal)));
}
