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

        // A link stays, and what it names is written.
        string place = Named(target), temporary = Temporary(place);
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
            }

            File.Move(temporary, place, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Makes sure that <see cref="WriteWhole"/> can create its file, before work is done whose result could not be written.</summary>
    private protected ErrorRecord? Refusal(string target)
    {
        if (PipeFile.Is(target))
        {
            return null;
        }

        string temporary = "";
        try
        {
            temporary = Temporary(Named(target));
            new FileStream(temporary, FileMode.CreateNew, FileAccess.Write).Dispose();
            File.Delete(temporary);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why = e is UnauthorizedAccessException ? "the user may not create a file in its folder" : e is FileNotFoundException or DirectoryNotFoundException ? "its folder takes no new files" : (temporary.Length > 0 ? e.Message.Replace(temporary, target, StringComparison.Ordinal) : e.Message).TrimEnd('.');
            return new ErrorRecord(new IOException($"-Path {Path} cannot be written: {why}. Give a path in another folder.", e), "System.Path", ErrorCategory.WriteError, target);
        }
    }

    private static string Temporary(string place) => $"{place}.{Guid.NewGuid():N}.tmp";

    private static string Named(string target) => new FileInfo(target).LinkTarget is null ? target : File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;

    /// <summary>Emits the written file if -PassThru was given.</summary>
    private protected void PassOn(string target)
    {
        if (PassThru)
        {
            WriteObject(InvokeProvider.Item.Get([target], force: true, literalPath: true), enumerateCollection: true);
        }
    }
}
