using System.Management.Automation;
using UdpLab.Loading;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>New-LabTestbed: a complete lab on this machine.</summary>
[Cmdlet(VerbsCommon.New, "LabTestbed", SupportsShouldProcess = true)]
[OutputType(typeof(LabTestbed))]
public sealed class NewLabTestbedCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [ValidatePattern(@"^[A-Za-z0-9-]{1,32}\z")]
    [OneValue(Text = true)]
    public string? Name { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(QueueCompleter))]
    [ValidateRange(1, 256)]
    [OneValue<int>]
    public int Queues { get; set; } = 1;

    [Parameter]
    [ValidateRange(1280, 65535)]
    [OneValue<int>]
    public int Mtu { get; set; } = 1500;

    [Parameter]
    [Alias("Session", "ComputerName")]
    [LabHostName(One = true)]
    [ArgumentCompleter(typeof(LabHostCompleter))]
    [ValidateNotNull]
    public LabHost LabHost { get; set; } = LabHosts.Local;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess(Name ?? "two network namespaces and a veth between them", "Make a testbed"))
        {
            Try(() => WriteObject(LabTestbeds.Create(Name, Queues, Mtu, LabHost, ModuleLifetime.Owner, Cancel)), Name);
        }
    }
}
