using System.Diagnostics;
using System.Management.Automation;

namespace UdpLab.Tests;

/// <summary>A script that runs or has run, and all its output.</summary>
public sealed class ScriptRun
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(300);

    private readonly PowerShell _shell;
    private readonly RecordingHost _host;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly IAsyncResult _running;
    private readonly List<ErrorRecord> _errors = [];

    internal ScriptRun(PowerShell shell, RecordingHost host)
    {
        _shell = shell;
        _host = host;
        _running = shell.BeginInvoke<PSObject, PSObject>(null, _output);
    }

    public IReadOnlyList<PSObject> Output => Copy(_output);

    /// <summary>Errors in order; an error that ended the script is the last.</summary>
    public IReadOnlyList<ErrorRecord> Errors => _errors;

    public IReadOnlyList<string> Warnings => [.. Copy(_shell.Streams.Warning).Select(w => w.Message)];

    public IReadOnlyList<string> Verbose => [.. Copy(_shell.Streams.Verbose).Select(v => v.Message)];

    public IReadOnlyList<ProgressRecord> Progress => Copy(_shell.Streams.Progress);

    /// <summary>True once it has shown progress.</summary>
    public bool ShowsProgress => _shell.Streams.Progress.Count > 0;

    /// <summary>Warnings written to the host, directly or through the pipeline.</summary>
    public IReadOnlyList<string> HostWarnings => [.. _host.Warnings];

    /// <summary>Lines written to the host, such as those of -WhatIf.</summary>
    public IReadOnlyList<string> Lines => [.. _host.Lines];

    /// <summary>Questions to the user.</summary>
    public IReadOnlyList<string> Questions => [.. _host.Questions];

    public bool WasStopped { get; private set; }

    public bool HasEnded => _running.IsCompleted;

    public ScriptRun Wait()
    {
        if (!_running.AsyncWaitHandle.WaitOne(_limit))
        {
            _shell.Stop();
            Assert.Fail($"The script did not end within {_limit}.");
        }

        try
        {
            _shell.EndInvoke(_running);
        }
        catch (PipelineStoppedException)
        {
            WasStopped = true;
        }
        catch (RuntimeException e)
        {
            _errors.AddRange(_shell.Streams.Error);
            _errors.Add(e.ErrorRecord);
            return this;
        }

        _errors.AddRange(_shell.Streams.Error);
        return this;
    }

    /// <summary>Stops it as Ctrl-C does; returns how long that took.</summary>
    public TimeSpan Stop()
    {
        Stopwatch clock = Stopwatch.StartNew();
        _shell.Stop();
        clock.Stop();
        Wait();
        return clock.Elapsed;
    }

    public ScriptRun MustBeClean()
    {
        Assert.True(_errors.Count == 0, string.Join('\n', _errors.Select(e => $"{e.FullyQualifiedErrorId}: {e}")));
        return this;
    }

    /// <summary>The only error, which must have this id.</summary>
    public ErrorRecord MustFail(string errorId)
    {
        ErrorRecord error = Assert.Single(_errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        return error;
    }

    /// <summary>What a stream has by now: it may grow meanwhile, which a copy as a whole does not survive.</summary>
    private static List<T> Copy<T>(PSDataCollection<T> stream)
    {
        List<T> copy = [];
        for (int i = 0; i < stream.Count; i++)
        {
            copy.Add(stream[i]);
        }

        return copy;
    }
}
