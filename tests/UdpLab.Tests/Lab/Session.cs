using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace UdpLab.Tests;

/// <summary>A PowerShell session with the built module imported, like a user's prompt. One for all tests of a class.</summary>
public sealed class Session : IDisposable
{
    private readonly RecordingHost _host = new();
    private readonly Runspace _runspace;
    private readonly bool _mustLeaveNoAgent;
    private ScriptRun? _latest;

    public Session()
        : this(mustLeaveNoAgent: true)
    {
    }

    /// <summary>A session next to another one that has its own agents.</summary>
    internal Session(bool mustLeaveNoAgent)
    {
        _mustLeaveNoAgent = mustLeaveNoAgent;
        _runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        _runspace.Open();
        Run($"Import-Module '{Repository.Manifest}'").MustBeClean();
    }

    /// <summary>Runs a script to its end.</summary>
    public ScriptRun Run(string script) => Start(script).Wait();

    /// <summary>Runs a script without errors or warnings, and returns its output.</summary>
    public IReadOnlyList<PSObject> Give(string script) => Run(script).MustBeClean().Output;

    /// <summary>Runs a script without errors or warnings that outputs one object.</summary>
    public PSObject One(string script) => Assert.Single(Give(script));

    /// <summary>Runs a script and answers its questions, 0 for yes and 1 for no.</summary>
    public ScriptRun Answer(string script, int choice)
    {
        _host.Answer = choice;
        try
        {
            return Run(script);
        }
        finally
        {
            _host.Answer = null;
        }
    }

    /// <summary>Starts a script.</summary>
    public ScriptRun Start(string script)
    {
        StopWhatIsLeft();
        _host.Clear();
        PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script, useLocalScope: true);
        return _latest = new ScriptRun(shell, _host);
    }

    /// <summary>Stops a script that a failed test left running, since it would disturb the next test.</summary>
    public void StopWhatIsLeft()
    {
        if (_latest is { HasEnded: false } left)
        {
            _ = left.Stop();
        }
    }

    public void Dispose()
    {
        StopWhatIsLeft();

        // The agents waiting for the next cmdlet end with the module.
        _ = Run("if (Get-Module UdpLab) { Remove-Module UdpLab }");
        _runspace.Dispose();
        if (_mustLeaveNoAgent)
        {
            Agents.MustBeGone();
        }
    }
}
