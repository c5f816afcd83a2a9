using System.Collections.Concurrent;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>Lines from an agent that have not been processed yet, by request.</summary>
internal sealed class AgentInbox
{
    private const long Largest = 512L << 20;
    private readonly ConcurrentDictionary<long, Answers> _answers = new();
    private long _size;

    /// <summary>Keeps lines with this id from now on.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="patience">How long to wait for each line.</param>
    public void Expect(long id, TimeSpan patience) => _answers[id] = new Answers(patience);

    /// <summary>Whether lines with this id are still kept.</summary>
    public bool Expects(long id) => _answers.ContainsKey(id);

    /// <summary>Number of requests whose lines are kept.</summary>
    public int Count => _answers.Count;

    public TimeSpan PatienceOf(long id) => _answers.TryGetValue(id, out Answers? answers) ? answers.Patience : TimeSpan.Zero;

    /// <summary>The next line of an answer; null if none has arrived.</summary>
    public Reply? TryTake(long id)
    {
        if (!_answers.TryGetValue(id, out Answers? answers) || !answers.Lines.TryDequeue(out (Reply Reply, int Length) line))
        {
            return null;
        }

        Interlocked.Add(ref _size, -line.Length);
        return line.Reply;
    }

    /// <summary>Keeps a line; false if it belongs to no expected answer.</summary>
    /// <exception cref="InvalidDataException">Too much has accumulated.</exception>
    public bool TryAdd(Reply reply, int length)
    {
        if (!_answers.TryGetValue(reply.Id, out Answers? answers))
        {
            return false;
        }

        answers.Lines.Enqueue((reply, length));
        return Interlocked.Add(ref _size, length) <= Largest ? true : throw new InvalidDataException($"it sent more than {Largest >> 20} MB that are still unread");
    }

    /// <summary>Stops keeping lines with this id.</summary>
    public void Forget(long id)
    {
        if (_answers.TryRemove(id, out Answers? answers))
        {
            Interlocked.Add(ref _size, -answers.Lines.Sum(l => l.Length));
        }
    }

    /// <summary>Forgets all requests.</summary>
    public void Clear()
    {
        _answers.Clear();
        Interlocked.Exchange(ref _size, 0);
    }

    private sealed class Answers(TimeSpan patience)
    {
        public TimeSpan Patience => patience;

        public ConcurrentQueue<(Reply Reply, int Length)> Lines { get; } = new();
    }
}
