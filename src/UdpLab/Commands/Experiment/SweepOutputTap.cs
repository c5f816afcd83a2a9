using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>
/// The end of the pipeline that a sweep's script block runs in: passes each object to the sweep the moment it is emitted. It is
/// not exported; Invoke-LabSweep runs it by its type.
/// </summary>
[Cmdlet(VerbsCommon.Add, "SweepOutput")]
public sealed class SweepOutputTap : PSCmdlet
{
    /// <summary>The name a sweep calls it by.</summary>
    internal static CmdletInfo Info { get; } = new("Add-SweepOutput", typeof(SweepOutputTap));

    /// <summary>The sweep.</summary>
    [Parameter(Mandatory = true)]
    public object Sweep { get; set; } = null!;

    /// <summary>An object, an error or a warning of the script block.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        InvokeLabSweepCommand sweep = (InvokeLabSweepCommand)Unwrapped.Of(Sweep);
        switch (Unwrapped.Of(InputObject))
        {
            case null:
                break;
            case ErrorRecord error:
                sweep.TakeError(error);
                break;
            case WarningRecord warning:
                sweep.HandOn(() => sweep.WriteWarning(warning.Message));
                break;
            case InformationRecord information:
                sweep.HandOn(() => sweep.WriteInformation(information));
                break;
            default:
                sweep.Take(InputObject!);
                break;
        }
    }
}
