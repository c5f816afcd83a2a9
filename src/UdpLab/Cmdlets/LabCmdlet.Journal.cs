using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>The journal of a long experiment.</summary>
public abstract partial class LabCmdlet
{
    /// <summary>The path of -Journal; null if it was not given. An impossible path ends the cmdlet.</summary>
    /// <param name="journal">As given.</param>
    /// <param name="resume">-Resume was given.</param>
    /// <param name="what">What it stores.</param>
    private protected string? JournalPath(string? journal, bool resume, string what)
    {
        if (journal is null)
        {
            if (resume)
            {
                Refuse("InvalidArgument.Resume", "Resume", null, $"-Resume needs -Journal: it continues the {what} that a journal has.");
            }

            return null;
        }

        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(journal, out ProviderInfo provider, out _);
        string? wrong = provider.Name != "FileSystem" ? "is not a file: give the path of one" : FilePlace.Fault(path);
        if (wrong is not null)
        {
            ThrowTerminatingError(Record(new LabException(FailureCode.NotFound, $"-Journal {journal} {wrong}.", "Journal"), path));
        }

        if (PipeFile.Is(path))
        {
            Refuse("InvalidArgument.Journal", "Journal", journal, $"-Journal {journal} is a pipe or a device, and a journal must be kept on disk and read again: give the path of a regular file.");
        }

        return path;
    }

    /// <summary>-WhatIf or -Confirm was given, or a preference variable requests it.</summary>
    internal bool IsAsked => IsGiven("WhatIf") || IsGiven("Confirm")
        || GetVariableValue("WhatIfPreference") is true or SwitchParameter { IsPresent: true } || GetVariableValue("ConfirmPreference") is ConfirmImpact.Low;
}
