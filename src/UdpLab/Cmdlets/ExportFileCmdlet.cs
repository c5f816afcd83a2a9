using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>Base of the cmdlets that write a file.</summary>
public abstract class ExportFileCmdlet : LabCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected string Target => SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);

    /// <summary>Why the target cannot be written; null if it can.</summary>
    /// <param name="target">The full path.</param>
    /// <param name="replaces">An existing file would be replaced.</param>
    /// <param name="instead">Another remedy for an existing file, as the rest of a sentence.</param>
    private protected ErrorRecord? Fault(string target, bool replaces = true, string instead = "") =>
        FilePlace.Fault(target) is { } why ? new ErrorRecord(new PSArgumentException($"-Path {Path} {why}.", nameof(Path)), "NotFound.Path", ErrorCategory.ObjectNotFound, target)
        : NoClobber && replaces && File.Exists(target) && !PipeFile.Is(target) ? new ErrorRecord(new IOException($"{target} exists and -NoClobber was given: choose another path{instead}."), "Busy.Path", ErrorCategory.ResourceExists, target)
        : null;

    /// <summary>Writes a temporary file next to the target and renames it when complete; a pipe or device is written to directly.</summary>
    /// <exception cref="IOException">The disk is full, or failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not.</exception>
    private protected void WriteWhole(string target, Action<Stream> write)
    {
        using PipeFile? pipe = PipeFile.OpenWrite(target, Cancel);
        if (pipe is not null)
        {
            write(pipe);
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
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Emits the written file if -PassThru was given.</summary>
    private protected void PassOn(string target)
    {
        if (PassThru)
        {
            WriteObject(InvokeProvider.Item.Get([target], force: true, literalPath: true), enumerateCollection: true);
        }
    }
}
