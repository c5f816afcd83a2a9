using System.Management.Automation;
using System.Runtime.InteropServices;

namespace UdpLab.Shell;

/// <summary>
/// Turns SIGINT and SIGTERM into an orderly stop: the running pipeline is stopped, its commands clean up and print their last
/// output, then the shell continues or exits. A second signal during that time kills the shell.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    /// <summary>How long a native program may continue after the shell received a signal to end.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Stack<Watched> _running = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private PosixSignal? _received;

    public Interrupts()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>What Ctrl-C does when nothing runs; null for the default action.</summary>
    public Action? Idle { get; set; }

    /// <summary>A native program has the terminal.</summary>
    public bool NativeProgramRuns { get; set; }

    /// <summary>A signal stopped the last pipeline.</summary>
    public bool LastWasStopped { get; private set; }

    public bool Terminated => _received == PosixSignal.SIGTERM;

    /// <summary>The exit code for the last signal; null if there was none or the user has continued since.</summary>
    public int? ExitCode => _received switch
    {
        PosixSignal.SIGINT => ExitCodes.Interrupted,
        PosixSignal.SIGTERM => ExitCodes.Terminated,
        _ => null,
    };

    /// <summary>Cancelled when the running pipeline is being stopped, so that a pending question is abandoned.</summary>
    public CancellationToken Stopping
    {
        get
        {
            lock (_gate)
            {
                return _running.TryPeek(out Watched? watched) ? watched.Cancellation.Token : CancellationToken.None;
            }
        }
    }

    /// <summary>Lets signals stop this pipeline until the result is disposed, which waits for a stop in progress.</summary>
    public IDisposable Watch(PowerShell shell)
    {
        Watched watched = new Watched(this, shell);
        lock (_gate)
        {
            LastWasStopped = false;
            if (!Terminated)
            {
                _received = null;
            }

            _running.Push(watched);
        }

        return watched;
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        lock (_gate)
        {
            if (_running.TryPeek(out Watched? watched))
            {
                if (watched.Stop is not null)
                {
                    // The second signal: the default action ends the process at once.
                    return;
                }

                context.Cancel = true;
                _received = context.Signal;
                watched.Cancellation.Cancel();

                // Stopping a nested pipeline leaves the outer one waiting; SIGTERM stops all of them.
                Watched[] pipelines = context.Signal == PosixSignal.SIGTERM ? _running.ToArray() : [watched];
                foreach (Watched each in pipelines)
                {
                    each.Stop ??= Task.Run(each.Shell.Stop);
                }

                // The engine does not stop native programs: Ctrl-C at a terminal reaches them directly. A signal to this process alone does
                // not, and the shell must not hang on a program that never received it.
                if (NativeProgramRuns && (Idle is null || Terminated))
                {
                    Task? stop = watched.Stop;
                    _ = Task.Delay(_patience).ContinueWith(_ => EndUnless(stop), TaskScheduler.Default);
                }

                return;
            }
        }

        if (context.Signal == PosixSignal.SIGTERM)
        {
            // Exit through the runtime, not by the signal's default action, since modules may have resources to release.
            context.Cancel = true;
            Environment.Exit(ExitCodes.Terminated);
        }

        if (Idle is { } idle)
        {
            context.Cancel = true;
            idle();
        }
    }

    private void EndUnless(Task? stopped)
    {
        if (stopped is { IsCompleted: false } && ExitCode is { } code)
        {
            Environment.Exit(code);
        }
    }

    private sealed class Watched(Interrupts owner, PowerShell shell) : IDisposable
    {
        public PowerShell Shell { get; } = shell;

        public CancellationTokenSource Cancellation { get; } = new();

        public Task? Stop { get; set; }

        public void Dispose()
        {
            // The pipeline's thread can return before the stopping thread has let every command finish its clean-up. Until then the
            // pipeline counts as running, so a second signal still kills.
            Stop?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
            lock (owner._gate)
            {
                owner._running.Pop();
                owner.LastWasStopped = Stop is not null;
            }

            Cancellation.Dispose();
        }
    }
}
