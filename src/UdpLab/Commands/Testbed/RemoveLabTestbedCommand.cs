using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Remove-LabTestbed: removes testbeds, including those left by a crashed session.</summary>
[Cmdlet(VerbsCommon.Remove, "LabTestbed", SupportsShouldProcess = true, DefaultParameterSetName = "Name")]
[OutputType(typeof(LabTestbed))]
public sealed class RemoveLabTestbedCommand : LabCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestbedCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public LabTestbed[] InputObject { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (LabTestbed testbed in InputObject.Length > 0 ? InputObject : NamedTestbeds.Find(this, Name, Cancel))
        {
            if (ShouldProcess(testbed.Name, "Remove the testbed") && Try(() => LabTestbeds.Remove(testbed, Cancel), testbed) && PassThru)
            {
                WriteObject(testbed);
            }
        }
    }
}
