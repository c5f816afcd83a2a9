using System.Collections.ObjectModel;
using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>
/// Base of the cmdlets that read files: names with wildcards, literal names, and files from the pipeline. An unreadable file
/// does not affect the others.
/// </summary>
public abstract class ImportFileCmdlet : LabCmdlet
{
    private protected const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ParameterSetName == ByPath ? Path : LiteralPath)
        {
            try
            {
                foreach (string file in Files(path))
                {
                    Try(() => Read(file), file);
                }
            }
            catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSNotSupportedException)
            {
                WriteError(new ErrorRecord(e, $"NotFound.{ParameterSetName}", ErrorCategory.ObjectNotFound, path));
            }
        }
    }

    /// <summary>Reads one file.</summary>
    private protected abstract void Import(string file);

    private void Read(string file)
    {
        if (Directory.Exists(file))
        {
            WriteError(Wrong("InvalidArgument.Path", nameof(Path), file, $"{file} is a folder; give a file, or all files in it with {System.IO.Path.Combine(file, "*")}."));
            return;
        }

        try
        {
            Import(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            WriteError(new ErrorRecord(e, "System.Path", ErrorCategory.ReadError, file));
        }
    }

    private Collection<string> Files(string path) => ParameterSetName == ByPath
        ? GetResolvedProviderPathFromPSPath(path, out _)
        : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)];
}
