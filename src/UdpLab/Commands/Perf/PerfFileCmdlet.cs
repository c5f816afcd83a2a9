using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>Base of the cmdlets that write a profile to a file: one profile per file, complete or not at all.</summary>
public abstract class PerfFileCmdlet : ExportFileCmdlet
{
    private bool _written;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [PerfProfileSource]
    [ValidateNotNull]
    public PerfProfile InputObject { get; set; } = null!;

    /// <summary>Writes a temporary file next to the target and renames it when complete; a pipe or device is written to directly.</summary>
    private protected void WriteFile(string what, Action<Stream> write)
    {
        string target = Target;
        if (_written)
        {
            WriteError(new ErrorRecord(new PSArgumentException($"-Path {Path} already has the profile of the previous object: give each its own file, or select one with Where-Object.", nameof(Path)), "InvalidArgument.Path", ErrorCategory.InvalidArgument, InputObject));
            return;
        }

        _written = true;
        if (Fault(target) is { } fault)
        {
            WriteError(fault);
            return;
        }

        if (!ShouldProcess(target, what))
        {
            return;
        }

        try
        {
            if (Try(() => WriteWhole(target, write), InputObject))
            {
                PassOn(target);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError(new ErrorRecord(e, "System.Path", ErrorCategory.WriteError, target));
        }
    }
}
