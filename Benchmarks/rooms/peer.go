// The server ours is compared with: rooms of two over gorilla/websocket, with the bytes of
// Collider's protocol on the wire.
//
//	peer [-json] [-listen 127.0.0.1:3700]
//
// Without -json a message is cut out of its frame at fixed places and never looked at, which is
// less than any server of use can do; with it, it is decoded and encoded as Go programs do.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"log"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"
)

type command struct {
	Cmd      string `json:"cmd"`
	RoomID   string `json:"roomid,omitempty"`
	ClientID string `json:"clientid,omitempty"`
	Msg      string `json:"msg,omitempty"`
}

type answer struct {
	Msg   string `json:"msg"`
	Error string `json:"error"`
}

// member is one socket; gorilla allows one writer at a time.
type member struct {
	socket  *websocket.Conn
	writing sync.Mutex
	room    *room
}

type room struct {
	lock    sync.Mutex
	members []*member
}

func (r *room) other(than *member) *member {
	r.lock.Lock()
	defer r.lock.Unlock()
	for _, each := range r.members {
		if each != than {
			return each
		}
	}
	return nil
}

var (
	useJSON  = flag.Bool("json", false, "decode and encode every message")
	lock     sync.Mutex
	rooms    = map[string]*room{}
	upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	opening  = []byte(`{"cmd":"send","msg":"`)
	ending   = []byte(`"}`)
)

func register(m *member, name string) {
	lock.Lock()
	defer lock.Unlock()
	if rooms[name] == nil {
		rooms[name] = &room{}
	}
	m.room = rooms[name]
	m.room.lock.Lock()
	m.room.members = append(m.room.members, m)
	m.room.lock.Unlock()
}

func leave(m *member) {
	if m.room == nil {
		return
	}
	m.room.lock.Lock()
	defer m.room.lock.Unlock()
	for i, each := range m.room.members {
		if each == m {
			m.room.members = append(m.room.members[:i], m.room.members[i+1:]...)
		}
	}
}

// relayed is what the other member gets of a message, nil if it is a registration.
func relayed(m *member, message []byte) ([]byte, error) {
	if !*useJSON && bytes.HasPrefix(message, opening) && bytes.HasSuffix(message, ending) {
		content := message[len(opening) : len(message)-len(ending)]
		out := make([]byte, 0, len(content)+24)
		out = append(out, `{"msg":"`...)
		out = append(out, content...)
		return append(out, `","error":""}`...), nil
	}
	var c command
	if err := json.Unmarshal(message, &c); err != nil {
		return nil, err
	}
	if c.Cmd == "register" {
		register(m, c.RoomID)
		return nil, nil
	}
	return json.Marshal(answer{Msg: c.Msg})
}

func serve(w http.ResponseWriter, r *http.Request) {
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	m := &member{socket: socket}
	defer leave(m)
	for {
		_, message, err := socket.ReadMessage()
		if err != nil {
			return
		}
		out, err := relayed(m, message)
		if err != nil {
			return
		}
		if out == nil || m.room == nil {
			continue
		}
		if other := m.room.other(m); other != nil {
			other.writing.Lock()
			err = other.socket.WriteMessage(websocket.TextMessage, out)
			other.writing.Unlock()
			if err != nil {
				return
			}
		}
	}
}

func main() {
	listen := flag.String("listen", "127.0.0.1:3700", "where to listen")
	flag.Parse()
	http.HandleFunc("/ws", serve)
	log.Fatal(http.ListenAndServe(*listen, nil))
}
