namespace UdpLab.Commands;

/// <summary>Shows what Core reports about its work.</summary>
public abstract partial class LabCmdlet : ILabObserver
{
    private readonly HashSet<string> _warned = [];

    void ILabObserver.Progress(Func<string> status) => ShowProgress(MyInvocation.MyCommand.Name, status);

    void ILabObserver.EndProgress() => EndProgress(MyInvocation.MyCommand.Name);

    void ILabObserver.Verbose(string message) => WriteVerbose(message);

    void ILabObserver.Warn(string message)
    {
        if (_warned.Add(message))
        {
            WriteWarning(message);
        }
    }

    void ILabObserver.Fail(LabException error, object? about) => WriteError(Record(error, about));
}
