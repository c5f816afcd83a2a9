using UdpLab.Agent.Kernel;
using UdpLab.Agent.Settings;
using UdpLab.Wire;

namespace UdpLab.Agent.Nic;

/// <summary>
/// "Features": the requested state of every switchable offload. Whether a feature is in effect may depend on others, so a
/// change counts as made only if it is in effect, and requesting the old state undoes it.
/// </summary>
internal sealed class FeaturesKind : FieldsKind
{
    private const string On = "on", Off = "off";

    public override string Name => SettingNames.Features;

    public override string Remedy => "Another feature may prevent it (segmentation offload, for example, needs scatter-gather and checksums), or an XDP program.";

    public override IReadOnlyCollection<KeyValuePair<string, string>> ReadFields(string target) =>
        [.. Features.Read(target).Where(f => f.Changeable).Select(f => KeyValuePair.Create(f.Name, f.Wanted ? On : Off))];

    public override bool Accepted(string target, string asked, string found)
    {
        Dictionary<string, string> wanted = FieldText.Parse(asked);
        return Matches(asked, found) && Features.Read(target).All(f => !wanted.TryGetValue(f.Name, out string? value) || value == Off || f.Active);
    }

    /// <summary>Features that were requested and accepted but are not in effect.</summary>
    public override string Shown(string target, string asked, string found)
    {
        Dictionary<string, string> wanted = FieldText.Parse(asked);
        string[] idle = [.. Features.Read(target).Where(f => wanted.TryGetValue(f.Name, out string? value) && value == On && !f.Active).Select(f => f.Name)];
        return idle.Length > 0 ? $"{string.Join(", ", idle)} as off: accepted, but not in effect" : base.Shown(target, asked, found);
    }

    protected override void WriteFields(string target, IReadOnlyDictionary<string, string> fields) =>
        Features.Write(target, fields.ToDictionary(f => f.Key, f => f.Value == On));
}
