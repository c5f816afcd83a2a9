using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>The capture that a controller has requested on its own, one at a time.</summary>
internal sealed class PerfSession(Action<Reply> reply) : IDisposable
{
    private Recording? _recording;
    private long _id;

    public void Start(StartPerf request)
    {
        Dispose();
        PerfRecipe recipe = PerfRecipe.Check(request.Plan, ownSink: false);
        _recording = Recording.Begin(recipe, recipe.Target, reply);
        _id = request.Id;
        reply(new PerfStarted { Id = request.Id, ProcessId = recipe.ProcessId, Command = _recording.Command });
        _recording.FinishAfter(request.Id, request.Duration);
    }

    /// <summary>Stops the recording; it is still sent.</summary>
    public void Stop() => _recording?.Finish(_id, null);

    public void Dispose()
    {
        _recording?.Dispose();
        _recording = null;
    }
}
