using System.Management.Automation;
using UdpLab.Parameters;

namespace UdpLab.Commands;

/// <summary>What the cmdlets share that write a profile into a file: one profile, one file, whole or not at all.</summary>
public abstract class PerfFileCmdlet : LabCmdlet
{
    private bool _written;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [PerfProfileSource]
    [ValidateNotNull]
    public PerfProfile InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected string Target => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);

    /// <summary>Writes the file beside its place and puts it there when it is whole.</summary>
    private protected void WriteFile(string what, Action<Stream> write)
    {
        string target = Target;
        if (_written)
        {
            WriteError(new ErrorRecord(new PSArgumentException($"-Path {Path} has a profile already, of the object before: give each a file of its own, or pick one with Where-Object.", nameof(Path)), "InvalidArgument.Path", ErrorCategory.InvalidArgument, InputObject));
            return;
        }

        _written = true;
        if (Directory.Exists(target) || !Directory.Exists(System.IO.Path.GetDirectoryName(target)))
        {
            string why = Directory.Exists(target) ? "is a folder: give the name of a file in it" : "has no folder to be in: create that, or give another path";
            WriteError(new ErrorRecord(new PSArgumentException($"-Path {Path} {why}.", nameof(Path)), "NotFound.Path", ErrorCategory.ObjectNotFound, target));
            return;
        }

        if (NoClobber && File.Exists(target))
        {
            WriteError(new ErrorRecord(new IOException($"{target} exists, and -NoClobber keeps it."), "Busy.Path", ErrorCategory.ResourceExists, target));
            return;
        }

        if (!ShouldProcess(target, what))
        {
            return;
        }

        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
            }

            File.Move(temporary, target, overwrite: true);
            if (PassThru)
            {
                WriteObject(InvokeProvider.Item.Get([target], force: true, literalPath: true), enumerateCollection: true);
            }
        }
        catch (LabException e)
        {
            WriteError(Record(e, InputObject));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError(new ErrorRecord(e, "System.Path", ErrorCategory.WriteError, target));
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
