namespace UdpLab.Agent.Tests;

/// <summary>Threads of this process that come and go: forty at a time, one ends every 5 ms.</summary>
internal sealed class ThreadChurn : IDisposable
{
    private readonly ManualResetEventSlim _end = new(false);
    private readonly Thread _thread;

    private ThreadChurn(TimeSpan length) => _thread = new Thread(() =>
    {
        long start = Environment.TickCount64;
        while (!_end.Wait(5) && Environment.TickCount64 - start < length.TotalMilliseconds)
        {
            new Thread(() => _end.Wait(200), 64 * 1024).Start();
        }
    })
    { IsBackground = true };

    /// <param name="length">It ends after this time, or when disposed.</param>
    public static ThreadChurn Start(TimeSpan length)
    {
        ThreadChurn churn = new(length);
        churn._thread.Start();
        return churn;
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
    }
}
