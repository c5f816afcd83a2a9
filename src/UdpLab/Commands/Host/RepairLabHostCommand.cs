using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Repair-LabHost: repairs what piped findings report; it can be undone.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "LabHost", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LabChange))]
public sealed class RepairLabHostCommand : LabCmdlet
{
    private readonly List<LabFinding> _findings = [];
    private readonly Dictionary<LabHost, HostRepair> _repairs = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabFinding[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter Advice { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Interface { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _findings.AddRange(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (LabFinding finding in _findings)
        {
            string subject = $"{finding.Check} of {finding.Interface ?? finding.Host.Name}";
            if (finding.Status is FindingStatus.Advice && !Advice)
            {
                WriteVerbose($"{subject} is only advice; use -Advice to follow it: {finding.Observed}. {finding.Fix}");
            }
            else if (!finding.CanRepair && finding.Status != FindingStatus.Pass && finding.Status != FindingStatus.Advice)
            {
                WriteWarning($"{subject} is left to you: {finding.Observed}. {finding.Fix}");
            }
            else if (finding.CanRepair && !IsNamed(finding))
            {
                WriteWarning($"{subject} was skipped because no interface was named: give -Interface {string.Join(", ", finding.Touches)}. {finding.Observed}.");
            }
            else if (finding.CanRepair && !Try(() => Repair(finding), finding))
            {
                // The next finding gets a new conversation, in case this one has ended.
                Forget(finding.Host);
            }
        }
    }

    /// <summary>A host has interfaces that others use: only those that were requested are changed.</summary>
    private bool IsNamed(LabFinding finding)
    {
        WildcardPattern[] patterns = [.. Interface.Select(name => new WildcardPattern(name))];
        return finding.IsNamed || finding.Touches.All(name => Array.Exists(patterns, p => p.IsMatch(name)));
    }

    private void Repair(LabFinding finding)
    {
        if (!_repairs.TryGetValue(finding.Host, out HostRepair? repair))
        {
            repair = HostRepair.Open(finding.Host);
            _repairs[finding.Host] = repair;
        }

        SettingChange[] changes = repair.Plan(finding, Cancel);
        repair.Preview(changes, Cancel);
        if (changes.Length == 0)
        {
            WriteVerbose($"{finding.Check} of {finding.Host}: already repaired.");
        }
        else if (ShouldProcess(finding.Host.Name, $"Repair {finding.Check}: set {string.Join(", ", changes.Select(c => $"{(c.Target == SettingAddress.Host ? "" : c.Target + " ")}{c.Setting} from {c.Before} to {c.After}"))}"))
        {
            WriteObject(repair.Apply(changes, WriteWarning, Cancel), enumerateCollection: true);
        }
    }

    private void Forget(LabHost host)
    {
        if (_repairs.Remove(host, out HostRepair? repair))
        {
            repair.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (HostRepair repair in _repairs.Values)
        {
            repair.Dispose();
        }

        base.Dispose(disposing);
    }
}
