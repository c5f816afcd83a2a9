using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A running QEMU. It ends with this process, however that ends: the agent's launcher requests a signal for the death of the
/// thread that started it, and so that thread stays.
/// </summary>
internal sealed class GuestMachine : IDisposable
{
    // Milliseconds: an agent that does not answer holds up no other.
    private const int HushPatience = 1000;
    private static readonly TimeSpan _endPatience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<int, GuestChannel> _channels = [];
    private readonly ManualResetEventSlim _ready = new(false), _ended = new(false);
    private readonly object _writing = new();
    private readonly string _name;
    private Process? _process;
    private FileStream? _input;
    private Exception? _failure;
    private int _last;
    private int _hushes;

    private GuestMachine(string name) => _name = name;

    /// <summary>Its console.</summary>
    public GuestConsole Console { get; } = new();

    /// <summary>QEMU's process id.</summary>
    public int ProcessId { get; private set; }

    /// <summary>What its init could not set up.</summary>
    public string Notes { get; private set; } = "";

    /// <summary>QEMU has ended.</summary>
    public bool HasEnded => _ended.IsSet;

    /// <summary>Called when QEMU has ended.</summary>
    public Action? Ended { get; set; }

    /// <summary>Starts QEMU.</summary>
    /// <param name="name">The guest's name.</param>
    /// <param name="program">QEMU's path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="first">What its launcher is to do first.</param>
    public static GuestMachine Start(string name, string program, IReadOnlyList<string> arguments, IReadOnlyList<string> first)
    {
        GuestMachine machine = new(name);
        using ManualResetEventSlim started = new(false);
        new Thread(() => machine.Run(program, arguments, first, started), 256 * 1024) { IsBackground = true, Name = "guest" }.Start();
        started.Wait();
        return machine._failure is null ? machine : throw new LabException(FailureCode.System, $"{name}: starting {program} failed: {machine._failure.Message}", inner: machine._failure);
    }

    /// <summary>Waits until the guest's init is done.</summary>
    /// <returns>Whether it was in time; false too if it ended.</returns>
    public bool WaitReady(TimeSpan patience, CancellationToken cancel) => WaitHandle.WaitAny([_ready.WaitHandle, _ended.WaitHandle, cancel.WaitHandle], patience) == 0;

    /// <summary>Starts an agent.</summary>
    public GuestChannel StartAgent(IReadOnlyList<string> arguments)
    {
        GuestChannel channel;
        lock (_channels)
        {
            channel = new GuestChannel(this, ++_last);
            _channels.Add(_last, channel);
        }

        try
        {
            Send(GuestFrameKind.Start, channel.Number, Encoding.UTF8.GetBytes(string.Concat(arguments.Select(a => a + '\0'))));
        }
        catch (IOException)
        {
            channel.Finish();
        }

        if (HasEnded)
        {
            channel.Finish();
        }

        return channel;
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="IOException">QEMU has ended.</exception>
    public void Send(GuestFrameKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        try
        {
            lock (_writing)
            {
                GuestFrame.Write(HasEnded ? throw new IOException("QEMU has ended.") : _input!, kind, number, bytes);
            }
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>No heartbeat may be sent: a clock that counts instructions would count it.</summary>
    public bool IsHushed => Volatile.Read(ref _hushes) > 0;

    /// <summary>From now on no heartbeats are sent; returns when those on their way have been answered.</summary>
    public void Hush()
    {
        _ = Interlocked.Increment(ref _hushes);
        for (int i = 0; i < HushPatience && !HasEnded; i++)
        {
            lock (_channels)
            {
                if (_channels.Values.All(channel => channel.Awaited <= 0))
                {
                    return;
                }
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Ends <see cref="Hush"/>.</summary>
    public void Unhush() => Interlocked.Decrement(ref _hushes);

    /// <summary>An agent's channel is closed: its frames are of no interest.</summary>
    public void Forget(int number)
    {
        lock (_channels)
        {
            _ = _channels.Remove(number);
        }
    }

    /// <summary>Why a conversation ended, in words: what the console says.</summary>
    public string Obituary(string cause)
    {
        string lines = Console.LastLines();
        return $"{_name}: {cause}. {(lines.Length == 0 ? "Its console printed nothing" : "Its console's last lines")}{(lines.Length == 0 ? "." : ":\n" + lines)}";
    }

    /// <summary>Waits for the end, which a cut conversation foretells.</summary>
    public bool WaitEnded(TimeSpan patience) => _ended.Wait(patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process?.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }

        _ = _ended.Wait(_endPatience);
    }

    private void Run(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> first, ManualResetEventSlim started)
    {
        try
        {
            ProcessStartInfo start = new(AgentProgram.LocalPath, [.. first, GuestWords.LauncherOption, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), program, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardErrorEncoding = Encoding.UTF8,
            };
            _process = AgentProgram.Start(start);
            ProcessId = _process.Id;

            // Process's own stream may wait for ever to write to a program that was killed.
            _input = new FileStream(new SafeFileHandle(((AnonymousPipeClientStream)_process.StandardInput.BaseStream).SafePipeHandle.DangerousGetHandle(), ownsHandle: false), FileAccess.Write, 0);
        }
        catch (Exception e) when (e is Win32Exception or LabException)
        {
            _failure = e;
            return;
        }
        finally
        {
            started.Set();
        }

        Thread console = new(() => Console.Read(_process.StandardError), 256 * 1024) { IsBackground = true, Name = "guest-console" };
        console.Start();
        Thread frames = new(ReadFrames, 256 * 1024) { IsBackground = true, Name = "guest-frames" };
        frames.Start();
        _process.WaitForExit();
        console.Join();
        frames.Join();
        _ended.Set();
        lock (_writing)
        {
            // Its pipes: nobody writes from now on.
            _process.Dispose();
        }

        GuestChannel[] left;
        lock (_channels)
        {
            left = [.. _channels.Values];
        }

        Array.ForEach(left, channel => channel.Finish());
        Ended?.Invoke();
    }

    private void ReadFrames()
    {
        try
        {
            while (GuestFrame.Read(_process!.StandardOutput.BaseStream) is var (kind, number, bytes))
            {
                Deliver(kind, number, bytes);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // What it sends makes no sense.
            _process!.Kill();
        }
    }

    private void Deliver(GuestFrameKind kind, int number, byte[] bytes)
    {
        if (kind == GuestFrameKind.Ready)
        {
            Notes = HostText.Clean(Encoding.UTF8.GetString(bytes), lines: true);
            _ready.Set();
            return;
        }

        GuestChannel? channel;
        lock (_channels)
        {
            channel = _channels.GetValueOrDefault(number);
        }

        channel?.Deliver(kind, bytes);
    }
}
