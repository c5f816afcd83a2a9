using System.Management.Automation;
using UdpLab.Parameters;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>Test-LabHost: whether a host is ready for a measurement, and what would distort it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "LabHost")]
[OutputType(typeof(LabFinding), typeof(bool))]
public sealed class TestLabHostCommand : LabCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [Alias("Session", "ComputerName")]
    [LabHostName(Except = [typeof(LabNic)])]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNullOrEmpty]
    public LabHost[] LabHost { get; set; } = [LabHosts.Local];

    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public LabNic? Nic { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(InterfaceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Interface { get; set; } = [];

    [Parameter]
    [OneValue<HostRole>]
    public HostRole Role { get; set; }

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private string[] Names { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (string name in Check)
        {
            WildcardPattern pattern = Wildcard.Of(name);
            string[] matching = [.. HostChecks.Names.Where(pattern.IsMatch)];
            if (matching.Length == 0)
            {
                Refuse("InvalidArgument.Check", nameof(Check), name, $"-Check {name}: no such check; use {string.Join(", ", HostChecks.Names)}.");
            }

            Names = [.. Names, .. matching];
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        HostRole? role = Given(nameof(Role), Role);
        foreach (LabHost host in Nic is null ? LabHost : [Nic.Host])
        {
            Try(
                () =>
                {
                    IReadOnlyList<LabFinding> findings = HostReadiness.Test(host, Nic is null ? Interface : [Nic.Name], role, Names, Cancel);
                    WriteObject(Quiet ? findings.All(f => f.Status is FindingStatus.Pass or FindingStatus.Advice) : findings, enumerateCollection: true);
                },
                host);
        }
    }
}
