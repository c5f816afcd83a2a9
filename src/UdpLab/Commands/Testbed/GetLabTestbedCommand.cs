using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Get-LabTestbed: the testbeds of this machine, including those left by a crashed session.</summary>
[Cmdlet(VerbsCommon.Get, "LabTestbed")]
[OutputType(typeof(LabTestbed))]
public sealed class GetLabTestbedCommand : LabCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TestbedCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (LabTestbed testbed in NamedTestbeds.Find(this, Name, Cancel))
        {
            WriteObject(testbed);
        }
    }
}
